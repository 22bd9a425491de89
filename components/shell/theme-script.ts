export const THEME_KEY = 'headroom-theme';

/** Runs in the head before anything is painted: a chosen theme, else the system's. No flash, no wait. */
export const THEME_SCRIPT = `(function(){try{var t=localStorage.getItem('${THEME_KEY}');var d=t?t==='dark':matchMedia('(prefers-color-scheme: dark)').matches;document.documentElement.classList.toggle('dark',d)}catch(e){}})()`;
