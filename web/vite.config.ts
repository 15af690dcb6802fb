import { defineConfig } from 'vite';

/**
 * The browser apps, one page each. The server sends them under a policy that allows no inline script or
 * style and nothing from elsewhere, so nothing may be inlined here.
 */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  publicDir: false,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: {
        toolbar: `${import.meta.dirname}/toolbar/index.html`,
        docs: `${import.meta.dirname}/docs/index.html`,
      },
    },
  },
});
