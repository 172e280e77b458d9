/**
 * The small part of a file system that the journal needs, as a seam: a disk that forgets what was not forced, tears writes and
 * fails can stand in for a real one.
 */
package io.leveret.broker.disk;
