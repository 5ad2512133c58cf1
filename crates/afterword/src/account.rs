//! Which account of the machine runs the program, as the log names it beside what is done from the
//! command line. Whoever borrowed the account (`sudo`) is for the machine's own log to tell.

use std::fs;
use std::os::unix::fs::MetadataExt as _;

const ACCOUNTS: &str = "/etc/passwd";

/// `account root`, `account 1042` where that file names none, nothing where the machine does not say.
pub(crate) fn called() -> Option<String> {
    let number = fs::metadata("/proc/self").ok()?.uid();
    // Accounts from elsewhere (LDAP) go by their number, as all do where there is no such file.
    let accounts = fs::read_to_string(ACCOUNTS).unwrap_or_default();
    let name = name_in(&accounts, number).map_or_else(|| number.to_string(), str::to_owned);
    Some(format!("account {name}"))
}

/// Of lines `name:password:number:…`.
fn name_in(accounts: &str, number: u32) -> Option<&str> {
    accounts.lines().find_map(|line| {
        let mut parts = line.split(':');
        let (name, theirs) = (parts.next()?, parts.nth(1)?);
        (theirs.parse() == Ok(number) && !name.is_empty()).then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_found_by_its_number() {
        let accounts = "root:x:0:0:root:/root:/bin/sh\n\nbroken\nno:number:here\n::7::\n\
                        afterword:x:1042:1042::/var/lib/afterword:/usr/sbin/nologin\n";
        assert_eq!(name_in(accounts, 0), Some("root"));
        assert_eq!(name_in(accounts, 1042), Some("afterword"));
        for nobody in [7, 42, 104] {
            assert_eq!(name_in(accounts, nobody), None, "{nobody}");
        }
    }
}
