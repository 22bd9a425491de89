/**
 * The road: an app's roadmap as one line with two markers, wide, tall and (on the team page) small.
 * May import types of service, catalogue and advisor, advisor/words and components/ui.
 * An app's view comes in, places on the road, markup and one question go out.
 */

export { placeOfArchitecture, placeOfLoad, type RoadPlace } from '@/advisor/picture/road-scale';
export { type RoadData, roadOf } from './road-data';
