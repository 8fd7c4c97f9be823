import { queueOfSegment } from '#lib/ui/phone/phone-links.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = ({ params }) => ({ queue: queueOfSegment(params.queue) });
