import { expect, test } from 'vitest';
import { addressGroup } from './address-group.ts';

test.each([
	[null, 'unknown'],
	['203.0.113.9', '203.0.113.9'],
	['2001:db8:1:2::1', '2001:db8:1:2'],
	['2001:DB8:1:2:aaaa:bbbb:cccc:dddd', '2001:db8:1:2'],
	['2001:0db8:0001:0002::', '2001:db8:1:2'],
	['2001:db8::1', '2001:db8:0:0'],
	['::1', '0:0:0:0'],
	['fe80::1%eth0', 'fe80:0:0:0']
])('%j counts as %s', (address, group) => expect(addressGroup(address)).toBe(group));
