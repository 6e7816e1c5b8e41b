package org.offhook.message;

import org.jspecify.annotations.Nullable;

/** Finds header names, long and compact, in bytes without making Strings (RFC 3261 7.3.3). */
final class NameTable {
  private static final int MASK = 1023;
  private static final @Nullable HeaderName<?>[] TABLE = new HeaderName<?>[MASK + 1];
  private static final @Nullable HeaderName<?>[] COMPACT = new HeaderName<?>[128];

  static {
    for (HeaderName<?> name : HeaderName.known()) {
      int slot = slot(hash(name.lower()));
      while (TABLE[slot] != null) {
        slot = (slot + 1) & MASK;
      }
      TABLE[slot] = name;
      if (name.compact() != 0) {
        COMPACT[name.compact()] = name;
      }
    }
  }

  private NameTable() {}

  private static int slot(int hash) {
    return (hash ^ hash >>> 10 ^ hash >>> 20) & MASK;
  }

  private static int hash(byte[] lower) {
    int hash = 0;
    for (byte b : lower) {
      hash = hash * 31 + (b | 0x20);
    }
    return hash;
  }

  /**
   * The id of the name in a range of token characters.
   *
   * @param hash 31-hash of the bytes, each with the bit 0x20 set
   */
  static int find(byte[] data, int start, int end, int hash) {
    if (end - start == 1) {
      HeaderName<?> compact = COMPACT[data[start] | 0x20];
      return compact == null ? HeaderName.UNKNOWN : compact.id();
    }
    int slot = slot(hash);
    HeaderName<?> name;
    while ((name = TABLE[slot]) != null) {
      if (Ascii.equalsLower(data, start, end, name.lower())) {
        return name.id();
      }
      slot = (slot + 1) & MASK;
    }
    return HeaderName.UNKNOWN;
  }

  static @Nullable HeaderName<?> find(String name) {
    byte[] bytes = Ascii.bytes(name);
    if (bytes.length == 0 || bytes.length != name.length()) {
      return null;
    }
    int id = find(bytes, 0, bytes.length, hash(bytes));
    return id == HeaderName.UNKNOWN ? null : HeaderName.known(id);
  }
}
