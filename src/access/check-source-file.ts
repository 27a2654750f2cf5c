import { fileProblem } from './fault.js';
import type { Problem } from './problem.js';
import { MAXIMUM_FILE_BYTES, type SourceFile } from './source-file.js';

/**
 * What can be said of a file before a parser sees it: that it is a regular file, neither empty nor too large
 * (law 10). At most one problem.
 */
export function checkSourceFile(file: SourceFile): Problem[] {
  return [...checkFileMode(file), ...checkFileSize(file)].slice(0, 1);
}

/** Symlinks and submodules are refused anywhere below `access/`: what they point at is not what was reviewed. */
export function checkFileMode(file: SourceFile): Problem[] {
  if (file.mode === '100644' || file.mode === '100755') return [];
  if (file.mode === '120000') {
    return [fileProblem(file.path, 'symlink', 'The file is a symbolic link.', 'Put a regular file in its place.')];
  }
  if (file.mode === '160000') {
    return [fileProblem(file.path, 'submodule', 'This is a submodule.', 'Put a regular file in its place.')];
  }
  return [
    fileProblem(
      file.path,
      'file-mode',
      `The file has a mode that Lapse does not know.`,
      'Put a regular file in its place.',
    ),
  ];
}

function checkFileSize(file: SourceFile): Problem[] {
  if (file.size > MAXIMUM_FILE_BYTES) {
    const message = `The file has ${file.size} bytes, more than the ${MAXIMUM_FILE_BYTES} that Lapse reads.`;
    return [fileProblem(file.path, 'too-large', message, 'Make it smaller.')];
  }
  if (file.bytes === null) {
    return [
      fileProblem(file.path, 'unreadable', 'The content of the file is not to be had.', 'Commit the file again.'),
    ];
  }
  if (file.bytes.length > MAXIMUM_FILE_BYTES) {
    return [fileProblem(file.path, 'too-large', 'The file is larger than Lapse reads.', 'Make it smaller.')];
  }
  if (file.bytes.length === 0) {
    return [fileProblem(file.path, 'empty', 'The file is empty.', 'Write its content, or remove the file.')];
  }
  return [];
}
