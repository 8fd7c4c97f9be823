import adapter from '@sveltejs/adapter-node';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

/** @type {import('@sveltejs/kit').Config} */
export default {
	preprocess: vitePreprocess(),
	kit: {
		adapter: adapter({ out: 'build', envPrefix: '' }),
		typescript: {
			config: (config) => {
				config.include.push('../bin/**/*', '../scripts/**/*', '../*.js', '../*.ts');
				return config;
			}
		}
	}
};
