import type { Origin } from '../access/client-address.ts';

/** The link by which somebody sets a password. The token is behind the `#`: a browser sends that to no server, so that none logs it. */
export function welcomeLink(origin: string, token: string): string {
	return `${origin}/welcome#${token}`;
}

/**
 * Where people reach the server.
 * @param configured by the environment; null = as whoever asks does
 */
export function originForLinks(configured: string | null, { isSecure, host }: Origin, url: URL): string {
	return configured ?? (host === null ? url.origin : `${isSecure ? 'https' : 'http'}://${host}`);
}
