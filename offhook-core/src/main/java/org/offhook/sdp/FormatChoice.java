package org.offhook.sdp;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Which formats of an offered medium a local one can take: RFC 3264 section 6.1.
 *
 * @param pairs offered format to local format, in the order of the answer
 */
record FormatChoice(Map<String, String> pairs) {

  /** Whether there is nothing in common that media could be carried by. */
  boolean isEmpty() {
    return pairs.isEmpty();
  }

  static FormatChoice of(MediaDescription offered, MediaDescription own, boolean ownOrder) {
    var pairs = offered.isRtp() ? rtp(offered, own) : words(offered, own);
    return new FormatChoice(ownOrder ? inOrderOf(own, pairs) : pairs);
  }

  private static Map<String, String> words(MediaDescription offered, MediaDescription own) {
    var known = new HashSet<String>();
    own.formats().forEach(f -> known.add(f.toLowerCase(Locale.ROOT)));
    var pairs = new LinkedHashMap<String, String>();
    for (String format : offered.formats()) {
      if (known.contains(format.toLowerCase(Locale.ROOT))
          || known.contains("*")
          || format.equals("*")) {
        pairs.put(format, format);
      }
    }
    return pairs;
  }

  private static Map<String, String> rtp(MediaDescription offered, MediaDescription own) {
    var pairs = new LinkedHashMap<String, String>();
    var free = new ArrayList<>(own.codecs());
    var clocks = new HashSet<Integer>();
    var seen = new HashSet<String>();
    for (var codec : offered.codecs()) {
      if (seen.add(codec.format())) {
        for (var mine : free) {
          if (CodecMatch.same(offered, codec, own, mine)) {
            pairs.put(codec.format(), mine.format());
            free.remove(mine);
            if (!codec.isAuxiliary()) {
              clocks.add(codec.clockRate());
            }
            break;
          }
        }
      }
    }
    boolean onlyCompanions = own.codecs().stream().allMatch(RtpMap::isAuxiliary);
    if (clocks.isEmpty()) {
      return onlyCompanions ? pairs : Map.of();
    }
    // RFC 4733 section 2.1: key presses share the timestamps of the audio they go along with.
    pairs
        .keySet()
        .removeIf(
            f ->
                offered
                    .codec(f)
                    .map(c -> c.isTelephoneEvent() && !clocks.contains(c.clockRate()))
                    .orElse(true));
    return pairs;
  }

  private static Map<String, String> inOrderOf(MediaDescription own, Map<String, String> pairs) {
    var rank = new LinkedHashMap<String, Integer>();
    own.formats().forEach(f -> rank.putIfAbsent(f, rank.size()));
    List<Map.Entry<String, String>> entries = new ArrayList<>(pairs.entrySet());
    entries.sort(Comparator.comparing(e -> rank.getOrDefault(e.getValue(), Integer.MAX_VALUE)));
    var ordered = new LinkedHashMap<String, String>();
    entries.forEach(e -> ordered.put(e.getKey(), e.getValue()));
    return ordered;
  }
}
