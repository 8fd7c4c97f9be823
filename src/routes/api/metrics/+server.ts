import { json } from '@sveltejs/kit';
import { metricRegistry } from '#lib/domain/metrics/metric-registry.ts';
import type { RequestHandler } from './$types';

/** What every figure means: label, unit, direction, formula, source and version. */
export const GET: RequestHandler = () => json({ metrics: metricRegistry });
