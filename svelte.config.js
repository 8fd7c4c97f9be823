import adapter from '@sveltejs/adapter-node';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

/** @type {import('@sveltejs/kit').Config} */
export default {
	preprocess: vitePreprocess(),
	kit: {
		adapter: adapter({ out: 'build', envPrefix: '' }),
		// The framework's own check would answer a sender's wrong content type before the route can say what is wrong with it.
		// Who may call what from where is decided in one place, for every route.
		csrf: { trustedOrigins: ['*'] },
		// With the headers of `server/http/security-headers.ts`. Scripts and styles of the shell carry a nonce.
		csp: {
			mode: 'auto',
			directives: {
				'default-src': ['none'],
				'script-src': ['self'],
				'style-src-elem': ['self'],
				// The one attribute that the framework itself writes: it hides the line in which it tells screen readers of a new page.
				'style-src-attr': ['unsafe-hashes', 'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo='],
				'img-src': ['self', 'data:'],
				'font-src': ['self'],
				'connect-src': ['self'],
				'manifest-src': ['self'],
				'worker-src': ['self'],
				'form-action': ['self'],
				'base-uri': ['none'],
				'object-src': ['none'],
				'frame-ancestors': ['none'],
				'report-uri': ['/api/csp-report'],
				'report-to': ['csp']
			}
		},
		typescript: {
			config: (config) => {
				config.include.push('../bin/**/*', '../scripts/**/*', '../*.js', '../*.ts');
				return config;
			}
		}
	}
};
