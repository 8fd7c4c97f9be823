import { writeFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';

/** A cell as a workbook's XML has it: text, a number in one of the styles, a boolean or an error. */
export type WorkbookCell =
	| string
	| null
	| Readonly<{ number: string; style?: 'plain' | 'date' | 'time' }>
	| Readonly<{ boolean: boolean }>
	| Readonly<{ error: string }>;

const styles = { plain: 0, date: 1, time: 2 } as const;

/** Writes the smallest workbook there is with some rows in it, so that a test knows every number to the last digit. */
export function writeWorkbook(file: string, rows: readonly (readonly WorkbookCell[])[], from1904 = false): void {
	const sheet = rows
		.map(
			(row, index) => `<row r="${index + 1}">${row.map((cell, column) => xml(cell, column, index + 1)).join('')}</row>`
		)
		.join('');
	const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
	const rels = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
	const parts: Record<string, string> = {
		'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${rels}"><workbookPr date1904="${from1904 ? 1 : 0}"/><sheets><sheet name="Calls" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		'xl/_rels/workbook.xml.rels': `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${rels}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${rels}/styles" Target="styles.xml"/></Relationships>`,
		'xl/styles.xml': `<styleSheet xmlns="${main}"><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="21" applyNumberFormat="1"/></cellXfs></styleSheet>`,
		'xl/worksheets/sheet1.xml': `<worksheet xmlns="${main}"><sheetData>${sheet}</sheetData></worksheet>`
	};
	writeFileSync(file, zipped(parts));
}

function xml(cell: WorkbookCell, column: number, row: number): string {
	const at = `r="${String.fromCharCode(65 + column)}${row}"`;
	if (cell === null) return '';
	if (typeof cell === 'string') return `<c ${at} t="inlineStr"><is><t>${cell}</t></is></c>`;
	if ('number' in cell) return `<c ${at} s="${styles[cell.style ?? 'plain']}"><v>${cell.number}</v></c>`;
	return 'boolean' in cell
		? `<c ${at} t="b"><v>${cell.boolean ? 1 : 0}</v></c>`
		: `<c ${at} t="e"><v>${cell.error}</v></c>`;
}

/** A zip file in which nothing is compressed. */
function zipped(parts: Readonly<Record<string, string>>): Buffer {
	const local: Buffer[] = [];
	const central: Buffer[] = [];
	let offset = 0;
	for (const [name, text] of Object.entries(parts)) {
		const content = Buffer.from(text);
		const common = Buffer.alloc(26);
		common.writeUInt16LE(20, 0);
		common.writeUInt32LE(crc32(content), 10);
		common.writeUInt32LE(content.length, 14);
		common.writeUInt32LE(content.length, 18);
		common.writeUInt16LE(Buffer.byteLength(name), 22);
		const here = Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), common, Buffer.from(name), content]);
		const rest = Buffer.alloc(14);
		rest.writeUInt32LE(offset, 10);
		central.push(Buffer.concat([Buffer.from('PK\u0001\u0002\u0014\u0000', 'latin1'), common, rest, Buffer.from(name)]));
		local.push(here);
		offset += here.length;
	}
	const directory = Buffer.concat(central);
	const end = Buffer.alloc(22);
	end.write('PK\u0005\u0006', 'latin1');
	end.writeUInt16LE(central.length, 8);
	end.writeUInt16LE(central.length, 10);
	end.writeUInt32LE(directory.length, 12);
	end.writeUInt32LE(offset, 16);
	return Buffer.concat([...local, directory, end]);
}
