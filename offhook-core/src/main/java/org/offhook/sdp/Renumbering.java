package org.offhook.sdp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gives formats other numbers where theirs meant something else before: RFC 3264 section 8.3.2. */
final class Renumbering {

  private static final int FIRST_DYNAMIC = 96;
  private static final int LAST_DYNAMIC = 127;

  private Renumbering() {}

  static MediaDescription fit(MediaDescription medium, int index, PayloadNumbers history) {
    var taken = new HashSet<>(medium.formats());
    var changes = new HashMap<String, String>();
    for (var codec : medium.codecs()) {
      if (!history.allows(index, codec)) {
        String number = freeNumber(codec, index, history, taken);
        if (number != null) {
          taken.add(number);
          changes.put(codec.format(), number);
        }
      }
    }
    return changes.isEmpty() ? medium : apply(medium, changes);
  }

  private static @Nullable String freeNumber(
      RtpMap codec, int index, PayloadNumbers history, Set<String> taken) {
    String former = history.formerNumber(index, codec);
    if (former != null && !taken.contains(former)) {
      return former;
    }
    for (int number = FIRST_DYNAMIC; number <= LAST_DYNAMIC; number++) {
      var candidate = codec.withPayloadType(number);
      if (!taken.contains(candidate.format()) && history.allows(index, candidate)) {
        return candidate.format();
      }
    }
    return null;
  }

  /** The medium with formats and the attributes about them renumbered. */
  static MediaDescription apply(MediaDescription medium, Map<String, String> changes) {
    var builder = MediaDescription.builder(medium.type(), medium.port(), medium.protocol());
    var formats = new ArrayList<String>();
    medium.formats().forEach(f -> formats.add(changes.getOrDefault(f, f)));
    builder.formats(formats);
    for (var line : medium.lines().subList(1, medium.lines().size())) {
      builder.line(
          line.type(), line.type() == 'a' ? renumber(line.value(), changes) : line.value());
    }
    return builder.build();
  }

  /** An attribute about a format, with its new number; any other as it is. */
  static String renumber(String attribute, Map<String, String> changes) {
    int colon = attribute.indexOf(':');
    String name = colon < 0 ? attribute : attribute.substring(0, colon);
    if (!name.equals("rtpmap") && !name.equals("fmtp") && !name.equals("rtcp-fb")) {
      return attribute;
    }
    int space = attribute.indexOf(' ', colon);
    String format = space < 0 ? "" : attribute.substring(colon + 1, space);
    String number = changes.get(format);
    return number == null ? attribute : name + ":" + number + attribute.substring(space);
  }
}
