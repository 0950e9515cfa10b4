// What ingest is measured against: each step alone, with nothing around it.
//
//   bare scan FILE            reads a file and counts its commas
//   bare inflate FILE         inflates a gzip file and drops the bytes
//   bare upsert DATABASE N    stores N price rows, sorted by their key, through
//                             the C interface of SQLite: one prepared upsert,
//                             one transaction, write-ahead log
#include <fcntl.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

enum { CHUNK = 1 << 20, POOLS = 3840 };
static unsigned char buffer[CHUNK];

static int scan(const char *path) {
  const int file = open(path, O_RDONLY);
  if (file < 0) return 66;
  long commas = 0;
  ssize_t count;
  while ((count = read(file, buffer, CHUNK)) > 0) {
    for (ssize_t i = 0; i < count; i++) commas += buffer[i] == ',';
  }
  printf("%ld\n", commas);
  return count < 0 ? 74 : 0;
}

static int inflate_all(const char *path) {
  gzFile file = gzopen(path, "rb");
  if (!file) return 66;
  gzbuffer(file, CHUNK);
  long bytes = 0;
  int count;
  while ((count = gzread(file, buffer, CHUNK)) > 0) bytes += count;
  printf("%ld\n", bytes);
  return count < 0 ? 65 : 0;
}

static void run(sqlite3 *db, const char *sql) {
  char *said = NULL;
  if (sqlite3_exec(db, sql, NULL, NULL, &said) != SQLITE_OK) {
    fprintf(stderr, "%s\n", said);
    exit(70);
  }
}

static int upsert(const char *path, long rows) {
  sqlite3 *db;
  if (sqlite3_open(path, &db) != SQLITE_OK) return 74;
  run(db,
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
      "PRAGMA cache_size = -65536;"
      "CREATE TABLE price_observation ("
      "  pool_id INTEGER NOT NULL, at_ms INTEGER NOT NULL,"
      "  usd_micro_per_hour INTEGER NOT NULL, file_id INTEGER NOT NULL,"
      "  line INTEGER NOT NULL, PRIMARY KEY (pool_id, at_ms)) WITHOUT ROWID;"
      "BEGIN");
  sqlite3_stmt *statement;
  if (sqlite3_prepare_v2(
          db,
          "INSERT INTO price_observation VALUES (?1, ?2, ?3, ?4, ?5) "
          "ON CONFLICT (pool_id, at_ms) DO UPDATE SET "
          "usd_micro_per_hour = max(usd_micro_per_hour, "
          "excluded.usd_micro_per_hour)",
          -1, &statement, NULL) != SQLITE_OK) {
    return 70;
  }
  const long each = (rows + POOLS - 1) / POOLS;
  for (long i = 0; i < rows; i++) {
    sqlite3_bind_int64(statement, 1, 1 + i / each);
    sqlite3_bind_int64(statement, 2, 1777000000000 + i % each * 13440000);
    sqlite3_bind_int64(statement, 3, 918000 + i % 1000 * 100);
    sqlite3_bind_int64(statement, 4, 1);
    sqlite3_bind_int64(statement, 5, 1 + i * 7919 % rows);
    if (sqlite3_step(statement) != SQLITE_DONE) return 70;
    sqlite3_reset(statement);
  }
  sqlite3_finalize(statement);
  run(db, "COMMIT");
  return sqlite3_close(db) == SQLITE_OK ? 0 : 74;
}

int main(int count, char **arguments) {
  if (count == 3 && !strcmp(arguments[1], "scan")) return scan(arguments[2]);
  if (count == 3 && !strcmp(arguments[1], "inflate")) {
    return inflate_all(arguments[2]);
  }
  if (count == 4 && !strcmp(arguments[1], "upsert")) {
    return upsert(arguments[2], atol(arguments[3]));
  }
  fputs("usage: bare scan FILE | inflate FILE | upsert DATABASE ROWS\n",
        stderr);
  return 64;
}
