package org.offhook.register;

/** What a REGISTER is for: RFC 3261 §10.2.1 to §10.2.3. */
enum Wish {

  /** Adds or renews the own bindings. */
  BIND,

  /** Removes the own bindings. */
  REMOVE,

  /** Removes all bindings of the address of record. */
  REMOVE_ALL,

  /** Asks what is bound. */
  QUERY;

  boolean removes() {
    return this == REMOVE || this == REMOVE_ALL;
  }
}
