package org.offhook.dns;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.offhook.dns.DnsRecord.Server;
import org.offhook.loop.Randomness;

/** The order in which the servers of a service are tried: RFC 2782, "Usage rules". */
final class SrvOrder {

  private SrvOrder() {}

  /** Groups of one priority, lowest first, each in an order drawn by weight; "." is left out. */
  static List<List<Server>> order(List<Server> records, Randomness random) {
    var byPriority = new TreeMap<Integer, List<Server>>();
    for (var record : records) {
      if (!record.target().isEmpty()) {
        byPriority.computeIfAbsent(record.priority(), p -> new ArrayList<>()).add(record);
      }
    }
    var groups = new ArrayList<List<Server>>();
    byPriority.values().forEach(group -> groups.add(draw(group, random)));
    return groups;
  }

  private static List<Server> draw(List<Server> group, Randomness random) {
    var left = new ArrayList<>(group);
    // Those of weight 0 first: they are drawn only by the number 0, that is rarely.
    left.sort((a, b) -> Boolean.compare(a.weight() > 0, b.weight() > 0));
    var drawn = new ArrayList<Server>(left.size());
    while (left.size() > 1) {
      long sum = left.stream().mapToLong(Server::weight).sum();
      long number = random.below(sum + 1);
      long running = 0;
      int chosen = 0;
      for (int i = 0; i < left.size(); i++) {
        running += left.get(i).weight();
        if (running >= number) {
          chosen = i;
          break;
        }
      }
      drawn.add(left.remove(chosen));
    }
    drawn.addAll(left);
    return drawn;
  }
}
