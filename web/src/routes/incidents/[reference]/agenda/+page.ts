import { redirect } from '@sveltejs/kit';

import type { PageLoad } from './$types';

/** The agenda has become the meeting; a link from before still leads there. */
export const load: PageLoad = ({ params, url }) => {
  redirect(308, `/incidents/${params.reference}/meeting${url.search}`);
};
