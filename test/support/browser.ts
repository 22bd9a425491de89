/** `testBrowser()`: a real Chromium. Close it in `afterAll`. */
export { testBrowser } from '@/scripts/lib/browser.mjs';
