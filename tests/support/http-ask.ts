import { Agent, request } from 'node:http';

/** A request with the very path given, which `fetch` would tidy. */
export type HttpAsk = Readonly<{
	path: string;
	method?: string;
	headers?: Readonly<Record<string, string>>;
	body?: string;
}>;

/** Its answer; of a stream the first messages. */
export type HttpAnswer = Readonly<{
	status: number;
	headers: Readonly<Record<string, string | string[] | undefined>>;
	body: string;
}>;

const agent = new Agent({ keepAlive: true, maxSockets: 8 });

/** Asks a server on this machine; a stream is left once its first view has come. */
export function askHttp(port: number, { path, method = 'GET', headers = {}, body }: HttpAsk): Promise<HttpAnswer> {
	return new Promise((resolve, reject) => {
		const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
		const options = { host: '127.0.0.1', port, path, method, headers: { ...headers, ...length }, agent };
		const asking = request(options, (answer) => {
			let text = '';
			const done = (): void => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text });
			answer.setEncoding('utf8').on('data', (more: string) => {
				text += more;
				if (!/event: snapshot\n[\s\S]*\n\n$/.test(text)) return;
				done();
				asking.destroy();
			});
			answer.once('end', done).once('error', done);
		});
		asking.once('error', reject).end(body);
	});
}
