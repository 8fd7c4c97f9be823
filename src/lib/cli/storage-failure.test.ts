import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { storageFailure } from './storage-failure.ts';

test('a disk that is full is told in words', () => {
	const client = new Database(':memory:');
	client.pragma('max_page_count = 3');
	client.exec('create table a (text)');
	const fill = (): void => void client.prepare('insert into a values (?)').run('x'.repeat(100_000));
	expect(messageOf(fill)).toBe('the disk is full (database or disk is full)');
});

test('a mistake of the product is no failure of the disk', () => {
	expect(messageOf(() => new Database(':memory:').prepare('select * from nowhere'))).toBeNull();
	expect(storageFailure(new Error('SQLITE_FULL'))).toBeNull();
});

function messageOf(act: () => unknown): string | null {
	try {
		act();
	} catch (error) {
		return storageFailure(error);
	}
	return 'nothing was thrown';
}
