declare module 'oidc-provider' {
	import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

	/** What of the package is used here; it comes without types. */
	export default class Provider {
		constructor(issuer: string, configuration: Readonly<Record<string, unknown>>);
		proxy: boolean;
		callback(): RequestListener;
		use(middleware: (context: ProviderContext, next: () => Promise<void>) => Promise<void>): void;
		interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<{ prompt: { name: string } }>;
		interactionFinished(
			request: IncomingMessage,
			response: ServerResponse,
			result: Readonly<Record<string, unknown>>,
			options: Readonly<{ mergeWithLastSubmission: boolean }>
		): Promise<void>;
	}

	/** A request that it answers. */
	export type ProviderContext = { path: string; status: number; body: unknown; oidc: OidcContext };

	type OidcContext = Readonly<{
		provider: {
			Grant: new (given: Readonly<{ clientId: string; accountId: string }>) => {
				addOIDCScope(scope: string): void;
				save(): Promise<string>;
			};
		};
		client: Readonly<{ clientId: string }>;
		session: Readonly<{ accountId: string }>;
	}>;
}
