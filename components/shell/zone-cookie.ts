/** Holds the IANA name of the viewer's time zone, set by the browser; carries no identity. */
export const ZONE_COOKIE = 'headroom-zone';
