package org.offhook.dns;

import java.util.List;
import java.util.stream.Collectors;

/** What came of a {@link DnsQuestion}. */
sealed interface DnsAnswer {

  /**
   * There are records.
   *
   * @param records never empty
   */
  record Records(List<DnsRecord> records) implements DnsAnswer {
    /** Keeps a copy. */
    public Records {
      records = List.copyOf(records);
    }

    @Override
    public String toString() {
      return records.stream().map(DnsRecord::toString).collect(Collectors.joining(", "));
    }
  }

  /**
   * There are none, for certain (RFC 2308 §2).
   *
   * @param reason for people
   */
  record Nothing(String reason) implements DnsAnswer {
    @Override
    public String toString() {
      return reason;
    }
  }

  /**
   * Nobody knows: no answer in time, or only refusals.
   *
   * @param reason for people
   */
  record Failed(String reason) implements DnsAnswer {
    @Override
    public String toString() {
      return reason;
    }
  }
}
