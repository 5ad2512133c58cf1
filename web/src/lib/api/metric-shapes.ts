/** Short names for what the API answers about curves and the server they come from. */

import type { components } from './schema';

type Schemas = components['schemas'];

export type CurveForm = Schemas['CurveForm'];
export type MetricSuggestion = Schemas['MetricSuggestion'];
export type MetricSuggestions = Schemas['MetricSuggestions'];
export type MetricsServerForm = Schemas['MetricsServerForm'];
export type MetricsServerView = Schemas['MetricsServerView'];
