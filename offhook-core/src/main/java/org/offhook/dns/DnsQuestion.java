package org.offhook.dns;

/**
 * What is asked of a name server (RFC 1035 §4.1.2).
 *
 * @param name in the form of {@link Names#key}
 * @param type the kind of records
 */
record DnsQuestion(String name, RecordType type) {

  DnsQuestion {
    name = Names.key(name);
  }

  @Override
  public String toString() {
    return type + " " + name;
  }
}
