// Prints every value that stands in the tables of a store, of every version of every key, the
// overwritten and erased ones too, uncompressed: for tests that look for what must be gone, where
// reading the files alone would be fooled by compression. The store must not be open.
//   store_raw FOLDER
#include <rocksdb/db.h>
#include <rocksdb/utilities/debug.h>

#include <cstdio>
#include <limits>
#include <memory>
#include <string>
#include <vector>

namespace {

int fails(const std::string& what) {
  std::fprintf(stderr, "%s\n", what.c_str());
  return 1;
}

}  // namespace

int main(int count, char** words) {
  if (count != 2) return fails("store_raw FOLDER");
  const std::string folder = words[1];
  std::vector<std::string> names;
  auto done = rocksdb::DB::ListColumnFamilies(rocksdb::DBOptions(), folder, &names);
  if (!done.ok()) return fails(done.ToString());
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (const std::string& name : names) families.emplace_back(name, rocksdb::ColumnFamilyOptions());
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* opened = nullptr;
  done = rocksdb::DB::OpenForReadOnly(rocksdb::DBOptions(), folder, families, &handles, &opened);
  if (!done.ok()) return fails(done.ToString());
  const std::unique_ptr<rocksdb::DB> database(opened);
  for (rocksdb::ColumnFamilyHandle* family : handles) {
    std::vector<rocksdb::KeyVersion> versions;
    done = rocksdb::GetAllKeyVersions(database.get(), family, rocksdb::Slice(), rocksdb::Slice(),
                                      std::numeric_limits<std::size_t>::max(), &versions);
    if (!done.ok()) return fails(done.ToString());
    for (const rocksdb::KeyVersion& one : versions) {
      std::fwrite(one.value.data(), 1, one.value.size(), stdout);
      std::fputc('\n', stdout);
    }
    done = database->DestroyColumnFamilyHandle(family);
    if (!done.ok()) return fails(done.ToString());
  }
  return 0;
}
