import { expect, test } from '@jest/globals';
import { findAnswerFault } from '../../../src/providers/aws-iam/odd-answers.js';

test.each([
  ['<a/>'],
  ['<a><b>1</b><c/></a>'],
  ['<a><b> </b>\r\n\t<c/></a> '],
  ['<a><IsTruncated>false</IsTruncated></a>'],
  ['<?xml version="1.0"?>\n<a xmlns="https://iam.amazonaws.com/doc/2010-05-08/">\n  <b> x &lt; y </b>\n</a>\n'],
  ['<a><List><member><b>1</b></member>\n<member><b>2</b></member></List></a>'],
])('%j is whole', (xml) => {
  expect(findAnswerFault(xml)).toBeNull();
});

test.each([
  ['', 'half a document'],
  ['<a>', 'half a document'],
  ['<a><b>', 'half a document'],
  ['<a></b>', 'a stray end of b'],
  ['<a></a></a>', 'a stray end of a'],
  ['<a><b></a></b>', 'a stray end of a'],
  ['<a/><b/>', 'two documents'],
  ['<a><', 'XML that has no end or is no element'],
  ['<a><!-- x --></a>', 'XML that has no end or is no element'],
  ['<a><![CDATA[x]]></a>', 'XML that has no end or is no element'],
  ['<!DOCTYPE a><a/>', 'XML that has no end or is no element'],
  ['x<a/>', 'text around its XML'],
  ['{"Users":[]}', 'text around its XML'],
  ['<a><List>x<member/></List></a>', 'text among the parts of List'],
  ['<a><List><member/> </List></a>', 'text among the parts of List'],
  ['<a><List>\u00a0\n<member/></List></a>', 'text among the parts of List'],
  ['<a><List/><List/></a>', 'List twice'],
  ['<a><b><member><c/><c/></member></b></a>', 'c twice'],
  ['<a><IsTruncated/></a>', 'neither true nor false for IsTruncated'],
  ['<a><IsTruncated></IsTruncated></a>', 'neither true nor false for IsTruncated'],
  ['<a><IsTruncated>True</IsTruncated></a>', 'neither true nor false for IsTruncated'],
  ['<a><IsTruncated>true<x/></IsTruncated></a>', 'text among the parts of IsTruncated'],
])('law 9: %j is %s', (xml, fault) => {
  expect(findAnswerFault(xml)).toBe(fault);
});

test.each(['<'.repeat(300_000), '<a>'.repeat(100_000), `<${'a'.repeat(300_000)}`, '<a '.repeat(100_000)])(
  'takes no time, whatever is answered',
  (xml) => {
    const begun = performance.now();
    findAnswerFault(xml);
    expect(performance.now() - begun).toBeLessThan(1_000);
  },
);
