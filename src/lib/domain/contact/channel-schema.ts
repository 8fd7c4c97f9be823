import * as v from 'valibot';
import { channels } from './channel.ts';

/** Accepts exactly the channels of the event contract. Apart from them, so that a page which names them need not load a checker. */
export const channelSchema = v.picklist(channels);
