import { HEARTBEAT_SECONDS, type Hello, PROTOCOL_VERSION } from '#lib/protocol/stream-message.ts';
import { type Clock, systemClock } from '../clock.ts';

/** Who speaks: which history, process and build, and where the site is; its zone may change. */
export type StreamIdentity = Readonly<{ epoch: string; boot: string; build: string; zone: string }>;

/** What a screen is told first. */
export function helloOf(clock: Clock, { build, zone }: StreamIdentity): Hello {
	return {
		protocol: PROTOCOL_VERSION,
		now: clock.now(),
		speed: clock.speed,
		build,
		heartbeat: HEARTBEAT_SECONDS,
		zone,
		replay: clock.isReplay,
		present: clock.isReplay ? systemClock.now() : clock.now()
	};
}
