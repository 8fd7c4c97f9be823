import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** Where the routes of this repository are. */
export const routesFolder = fileURLToPath(new URL('../../src/routes', import.meta.url));
const httpMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'fallback']);

/** Rules by route and method, whatever they say. */
export type RouteTable = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What is on disk and not in the table, and the other way round; one sentence each. */
export function differences(folder: string, table: RouteTable): string[] {
	const found = methodsOnDisk(folder);
	const said: string[] = [];
	for (const route of [...new Set([...found.keys(), ...Object.keys(table)])].sort()) {
		const real = found.get(route) ?? new Set<string>();
		const ruled = new Set(Object.keys(table[route] ?? {}));
		// HEAD tells no more than GET, and goes by its rule.
		for (const method of real)
			if (!ruled.has(method === 'HEAD' ? 'GET' : method)) said.push(`${route}: ${method} is not in the table`);
		for (const method of ruled)
			if (!real.has(method)) said.push(`${route}: ${method} is in the table and there is no such thing`);
	}
	return said;
}

/** The methods of every route, by its id in the router. */
export function methodsOnDisk(folder: string): Map<string, Set<string>> {
	const found = new Map<string, Set<string>>();
	for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
		const methods = entry.isFile() ? methodsOf(join(entry.parentPath, entry.name), entry.name) : [];
		if (methods.length === 0) continue;
		const route = `/${relative(folder, entry.parentPath).split(sep).join('/')}`;
		const known = found.get(route) ?? new Set();
		for (const method of methods) known.add(method);
		found.set(route, known);
	}
	return found;
}

function methodsOf(file: string, name: string): string[] {
	if (/^\+page(@.*)?\.svelte$/.test(name)) return ['GET'];
	if (/^\+page(\.server)?\.[jt]s$/.test(name)) {
		const exported = exportsOf(readFileSync(file, 'utf8'));
		return ['GET', ...(exported.includes('actions') ? ['POST'] : [])];
	}
	if (/^\+server\.[jt]s$/.test(name))
		return exportsOf(readFileSync(file, 'utf8')).filter((one) => httpMethods.has(one));
	return [];
}

/** Names that a module exports, in whatever way. */
function exportsOf(text: string): string[] {
	return ts.createSourceFile('route.ts', text, ts.ScriptTarget.Latest).statements.flatMap((statement) => {
		if (ts.isExportDeclaration(statement)) {
			if (statement.exportClause === undefined || !ts.isNamedExports(statement.exportClause))
				throw new Error('a route that exports all of another module cannot be read here');
			return statement.exportClause.elements.map((element) => element.name.text);
		}
		const isExported =
			ts.canHaveModifiers(statement) &&
			ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;
		if (!isExported) return [];
		if (ts.isVariableStatement(statement))
			return statement.declarationList.declarations.map(({ name }) => (ts.isIdentifier(name) ? name.text : ''));
		return ts.isFunctionDeclaration(statement) && statement.name !== undefined ? [statement.name.text] : [];
	});
}

/** A path of a route as it is, then the odd ones. */
export function pathsOf(route: string): string[] {
	// A group of routes has a name in the router and none in the address.
	const plain = route.replace(/\/\([^)]+\)/g, '').replace(/\[[^\]]+\]/g, 'some-wall');
	return [plain, ...spellingsOf(plain)];
}

/** Other ways to write a path, of which a careless router might take some for it. */
export function spellingsOf(path: string): string[] {
	const [, first = '', ...rest] = path.split('/');
	const letter = first.slice(0, 1);
	const coded = letter === '' ? [] : [path.replace(letter, `%${letter.charCodeAt(0).toString(16)}`)];
	return [
		`/${path}`,
		`/${first}//${rest.join('/')}`,
		`${path}/`,
		`${path}//`,
		`${path}/.`,
		`/.${path}`,
		`/x/..${path}`,
		`/x/%2e%2e${path}`,
		`/${first}%2f${rest.join('/')}`,
		`${path}%00`,
		`${path};x=1`,
		`${path}%3bx=1`,
		`${path}%2e`,
		`${path}%20`,
		`${path}\\`,
		`/${first}%5c${rest.join('/')}`,
		`/${first}%252f${rest.join('/')}`,
		`${path}/__data.json`,
		`${path}.html__data.json`,
		path.toUpperCase(),
		`http://localhost${path}`,
		...coded
	];
}
