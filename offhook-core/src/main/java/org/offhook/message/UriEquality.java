package org.offhook.message;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** When two SIP URIs are the same: RFC 3261 section 19.1.4. */
final class UriEquality {
  private static final List<String> MUST_AGREE =
      List.of("transport", "user", "ttl", "method", "maddr");

  private UriEquality() {}

  static boolean same(SipUri a, SipUri b) {
    return a.secure() == b.secure()
        && samePart(a.rawUserOrNull(), b.rawUserOrNull())
        && samePart(a.rawPasswordOrNull(), b.rawPasswordOrNull())
        && HostText.same(a.host(), b.host())
        && a.portOrNone() == b.portOrNone()
        && sameParameters(a.params(), b.params())
        && headers(a.headersOrNull()).equals(headers(b.headersOrNull()));
  }

  private static boolean samePart(@Nullable String a, @Nullable String b) {
    return Objects.equals(comparable(a), comparable(b));
  }

  private static @Nullable String comparable(@Nullable String raw) {
    return raw == null ? null : UriText.comparable(raw, UriText.unreserved());
  }

  private static boolean sameParameters(Parameters a, Parameters b) {
    for (String name : MUST_AGREE) {
      if (a.has(name) != b.has(name)) {
        return false;
      }
    }
    for (String name : a.names()) {
      if (b.has(name)) {
        String left = comparable(a.raw(name));
        String right = comparable(b.raw(name));
        boolean same =
            (left == null || right == null)
                ? Objects.equals(left, right)
                : left.equalsIgnoreCase(right)
                    || (name.equalsIgnoreCase("maddr") && HostText.same(left, right));
        if (!same) {
          return false;
        }
      }
    }
    return true;
  }

  private static Map<String, List<String>> headers(@Nullable String text) {
    if (text == null) {
      return Map.of();
    }
    Map<String, List<String>> map = new HashMap<>();
    for (String pair : text.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      map.computeIfAbsent(Ascii.lower(UriText.decode(name)), n -> new ArrayList<>())
          .add(UriText.comparable(value, UriText.unreserved()));
    }
    map.values().forEach(values -> values.sort(null));
    return map;
  }
}
