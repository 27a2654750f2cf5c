import fs from 'node:fs';

/**
 * Given to a process with `node --import`: kills it before or after its nth write of a file, `before:2` or `after:1`.
 * Where it lives to its end, it tells on its standard error how many there were.
 */
const [when = '', which = '0'] = (process.env['LAPSE_FAULTS_KILL_AT_WRITE'] ?? '').split(':');
let writes = 0;
/** Node's own `appendFileSync` calls `writeFileSync`. */
let isInside = false;

function dieAt(moment: string, number: number): void {
  if (moment === when && number === Number(which)) process.kill(process.pid, 'SIGKILL');
}

function watch<Given extends unknown[]>(write: (...given: Given) => void): (...given: Given) => void {
  return (...given) => {
    if (isInside) return write(...given);
    isInside = true;
    writes += 1;
    dieAt('before', writes);
    write(...given);
    dieAt('after', writes);
    isInside = false;
  };
}

function watchPromise<Given extends unknown[]>(write: (...given: Given) => Promise<void>) {
  return async (...given: Given): Promise<void> => {
    writes += 1;
    const number = writes;
    dieAt('before', number);
    await write(...given);
    dieAt('after', number);
  };
}

fs.appendFileSync = watch(fs.appendFileSync);
fs.writeFileSync = watch(fs.writeFileSync);
fs.promises.appendFile = watchPromise(fs.promises.appendFile);
fs.promises.writeFile = watchPromise(fs.promises.writeFile);
process.on('exit', () => process.stderr.write(`file writes: ${writes}\n`));
