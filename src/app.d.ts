import type { IncomingMessage } from 'node:http';
import type { Origin } from '#lib/server/access/client-address.ts';
import type { Principal } from '#lib/server/access/principal.ts';

declare global {
	namespace App {
		/** What the server's adapter adds to a request. */
		interface Platform {
			req?: IncomingMessage;
		}
		/** What the door found out about a request. */
		interface Locals {
			/** Who asks; they may call the route. */
			principal: Principal;
			origin: Origin;
			/** The answer failed because the store is away: that may pass, and is no error of the product. */
			isStoreAway: boolean;
		}
	}
}

export {};
