/** Why a sign-in through a provider came to nothing, in sentences. What the provider wrote is never shown: anybody could have put it into the address. */

const SENTENCES = new Map(
  Object.entries({
    no_such_provider: 'This way in does not exist any more. Choose another one.',
    no_public_url:
      'The server does not know its own public address yet. An administrator enters it in the settings, under Workspace.',
    sign_in_lost:
      'This sign-in was begun in another browser, or more than ten minutes ago. Begin again.',
    provider_denied: 'You broke the sign-in off there. Nothing was changed.',
    provider_refused: 'The provider refused to sign you in. Try again, or ask an administrator.',
    provider_unreachable: 'The provider does not answer just now. Try again in a minute.',
    provider_misconfigured:
      'The provider does not answer as it should. An administrator finds the reason in the settings, with “Test connection”.',
    not_believed:
      'What the provider sent could not be verified, so nobody was signed in. If it happens again, tell an administrator: the reason is in the server’s log.',
    too_many_tries:
      'Too many sign-ins from your address came to nothing. Wait a minute and try again.',
    another_person: 'Somebody else signed in there. It has to be you.',
    account_has_left: 'Your account is no longer active. An administrator can make it so.',
    group_not_admitted:
      'None of your groups there may come in here. An administrator says which groups may.',
    domain_not_admitted: 'Addresses of your domain may not come in here.',
    email_not_verified:
      'The provider does not say that your e-mail address was verified, so your account here cannot be found by it.',
    account_taken:
      'The account with your e-mail address belongs to another account of the provider. An administrator can tell them apart.',
    no_account: 'You have no account here yet. Ask an administrator for one.',
    account_unfit:
      'No account could be made of what the provider says of you. Ask an administrator.',
  }),
);

/** The sentence for a code; an unknown one says the little that is known. */
export function troubleSentence(code: string): string {
  return SENTENCES.get(code) ?? 'The sign-in failed on the server. Try again in a minute.';
}
