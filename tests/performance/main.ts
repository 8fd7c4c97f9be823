import { benchAppendPostgres } from './append-postgres-bench.ts';
import { benchDisk } from './disk-bench.ts';
import { benchFold } from './fold-bench.ts';
import { benchFrames } from './frames-bench.ts';
import { benchImport } from './import-bench.ts';
import { benchIngest } from './ingest-bench.ts';
import { asTable, type Measurement } from './measurement.ts';
import { benchPhone } from './phone-bench.ts';
import { benchReplicas } from './replicas-bench.ts';
import { benchReport } from './report-bench.ts';
import { benchStart } from './start-bench.ts';
import { benchTrends } from './trends-bench.ts';

const benches: Readonly<Record<string, () => Promise<Measurement[]>>> = {
	fold: benchFold,
	ingest: benchIngest,
	'append-postgres': benchAppendPostgres,
	replicas: benchReplicas,
	frames: benchFrames,
	report: benchReport,
	trends: benchTrends,
	import: benchImport,
	start: benchStart,
	disk: benchDisk,
	phone: benchPhone
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(benches, name));
if (unknown.length > 0) {
	console.error(`there is no bench ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}`);
	process.exit(2);
}
const measurements: Measurement[] = [];
for (const [name, bench] of Object.entries(benches)) {
	if (asked.length > 0 && !asked.includes(name)) continue;
	console.error(`measuring ${name} …`);
	measurements.push(...(await bench()));
}
console.log(asTable(measurements));
process.exit(measurements.some(({ met }) => met === false) ? 1 : 0);
