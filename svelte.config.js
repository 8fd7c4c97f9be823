import adapter from '@sveltejs/adapter-node';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

/** @type {import('@sveltejs/kit').Config} */
export default {
	preprocess: vitePreprocess(),
	kit: {
		adapter: adapter({ out: 'build', envPrefix: '' }),
		// The framework's own check would answer a sender's wrong content type before the route can say what is wrong with it.
		// Nothing is let in by a cookie, and who may call what from where is decided in one place, for every route.
		csrf: { trustedOrigins: ['*'] },
		typescript: {
			config: (config) => {
				config.include.push('../bin/**/*', '../scripts/**/*', '../*.js', '../*.ts');
				return config;
			}
		}
	}
};
