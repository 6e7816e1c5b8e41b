package org.offhook.register;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.message.Contact;
import org.offhook.message.HeaderName;
import org.offhook.message.NameAddr;
import org.offhook.message.SipResponse;
import org.offhook.message.Uri;

/**
 * What a 200 grants: RFC 3261 §10.2.4. Own bindings are found by URI equality (§19.1.4).
 *
 * @param seconds the shortest lifetime of the own bindings; 0 if one is missing
 * @param bindings all that the registrar holds
 * @param missing own contacts that it does not hold
 */
record Grant(long seconds, List<Contact> bindings, List<Contact> missing) {

  private static final long DEFAULT_SECONDS = 3600;

  static Grant of(List<Contact> asked, SipResponse response) {
    var bindings = bindings(response);
    long general = response.headers().get(HeaderName.EXPIRES).orElse(DEFAULT_SECONDS);
    var missing = new ArrayList<Contact>();
    long shortest = Long.MAX_VALUE;
    for (var own : asked) {
      long granted =
          bindings.stream()
              .filter(bound -> isOwn(bound, own))
              .mapToLong(bound -> bound.expires().orElse(general))
              .findFirst()
              .orElse(0);
      if (granted == 0) {
        missing.add(own);
      } else {
        shortest = Math.min(shortest, granted);
      }
    }
    return new Grant(missing.isEmpty() ? shortest : 0, bindings, List.copyOf(missing));
  }

  /** RFC 5626 §4.2: the flow of an instance is known by its numbers, not by its URI. */
  static boolean isOwn(Contact bound, Contact own) {
    return Instance.isSame(bound, own) || bound.uri().matches(own.uri());
  }

  /** The URI in a parameter of an own binding (RFC 5627 §4.2); null if there is none. */
  static @Nullable Uri uri(List<Contact> bindings, List<Contact> asked, String parameter) {
    for (var bound : bindings) {
      var text = bound.params().get(parameter);
      if (text.isPresent() && asked.stream().anyMatch(own -> isOwn(bound, own))) {
        return NameAddr.parse("<" + text.get() + ">").uri();
      }
    }
    return null;
  }

  static List<Contact> bindings(SipResponse response) {
    return response.headers().all(HeaderName.CONTACT).stream().filter(c -> !c.isStar()).toList();
  }
}
