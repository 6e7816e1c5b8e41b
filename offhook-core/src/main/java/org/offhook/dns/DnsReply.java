package org.offhook.dns;

import java.util.List;

/**
 * An answer, how long it may be used, and how it was found.
 *
 * @param answer what came
 * @param expires when it is over, in nanoseconds of the loop's clock
 * @param steps who was asked, in order
 */
record DnsReply(DnsAnswer answer, long expires, List<LookUpStep> steps) {

  DnsReply {
    steps = List.copyOf(steps);
  }

  /** The records of one kind; empty if there are none, for whatever reason. */
  <R extends DnsRecord> List<R> records(Class<R> type) {
    return answer instanceof DnsAnswer.Records found
        ? found.records().stream().filter(type::isInstance).map(type::cast).toList()
        : List.of();
  }
}
