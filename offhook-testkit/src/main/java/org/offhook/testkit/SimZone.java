package org.offhook.testkit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Master;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.TextParseException;

/** The records of a simulated name server. */
final class SimZone {

  private static final long TTL = 300;
  private static final int CHAIN = 8;

  private final List<Record> records = new ArrayList<>();
  private int negativeTtl = 60;

  void negativeTtl(int seconds) {
    negativeTtl = seconds;
  }

  void add(String lines) {
    var stripped = lines.lines().map(String::strip).toList();
    var bytes = String.join("\n", stripped).getBytes(StandardCharsets.US_ASCII);
    try (var master = new Master(new ByteArrayInputStream(bytes), Name.root, TTL)) {
      master.disableIncludes();
      for (var next = master.nextRecord(); next != null; next = master.nextRecord()) {
        records.add(next);
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("not the lines of a zone file: " + e.getMessage(), e);
    }
  }

  void remove(String name) {
    try {
      var owner = Name.fromString(name, Name.root);
      records.removeIf(record -> record.getName().equals(owner));
    } catch (TextParseException e) {
      throw new IllegalArgumentException("'" + name + "' is no domain name", e);
    }
  }

  List<Record> find(Name name, int type) {
    return records.stream()
        .filter(record -> record.getType() == type && record.getName().equals(name))
        .toList();
  }

  /** The records that answer a question, aliases on the way included. */
  List<Record> answer(Name name, int type) {
    var found = new ArrayList<Record>();
    var owner = name;
    for (var i = 0; i < CHAIN; i++) {
      var direct = find(owner, type);
      found.addAll(direct);
      var alias = alias(owner);
      if (!direct.isEmpty() || alias == null) {
        break;
      }
      found.add(alias);
      owner = alias.getTarget();
    }
    return found;
  }

  private @Nullable CNAMERecord alias(Name owner) {
    for (var record : records) {
      if (record instanceof CNAMERecord alias && alias.getName().equals(owner)) {
        return alias;
      }
    }
    return null;
  }

  /** Whether there is anything at or below a name. */
  boolean exists(Name name) {
    return records.stream().anyMatch(record -> record.getName().subdomain(name));
  }

  /** What vouches for an absence; null if nothing does. */
  @Nullable Record authority() {
    return negativeTtl < 0
        ? null
        : new SOARecord(
            Name.root,
            DClass.IN,
            negativeTtl,
            Name.root,
            Name.root,
            1,
            3600,
            600,
            86_400,
            negativeTtl);
  }
}
