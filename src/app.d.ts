import type { IncomingMessage } from 'node:http';

declare global {
	namespace App {
		/** What the server's adapter adds to a request. */
		interface Platform {
			req?: IncomingMessage;
		}
	}
}

export {};
