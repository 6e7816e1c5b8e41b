package org.offhook.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a SIP URI asks for when a request is made from it: RFC 3261 section 19.1.5.
 *
 * <p>The URI comes from a stranger (Refer-To, a redirect, a web page), so only headers that cannot
 * harm are taken over, and only with the application's knowledge.
 *
 * @param target the URI as a Request-URI: without method and headers
 * @param method the method asked for; INVITE by default
 * @param headers the headers that may be taken over, in order
 * @param body the body asked for; empty if none
 * @param ignored the names of headers that are not honoured
 */
public record UriRequest(
    SipUri target,
    Method method,
    List<HeaderField> headers,
    Optional<String> body,
    List<String> ignored) {
  private static final Set<String> HARMLESS =
      Set.of(
          "subject",
          "priority",
          "replaces",
          "join",
          "target-dialog",
          "require",
          "supported",
          "accept-contact",
          "reject-contact",
          "request-disposition",
          "referred-by",
          "in-reply-to",
          "accept",
          "accept-language",
          "content-type",
          "call-info",
          "alert-info",
          "organization",
          "expires",
          "event",
          "privacy",
          "to",
          "user-to-user",
          "answer-mode",
          "reason");

  private static final Set<String> WITH_CONSENT =
      Set.of("route", "authorization", "proxy-authorization", "contact");

  /** What the URI asks for, without Route, Contact and credentials. */
  public static UriRequest from(SipUri uri) {
    return from(uri, Set.of());
  }

  /**
   * What the URI asks for.
   *
   * @param consented names among Route, Contact, Authorization and Proxy-Authorization that the
   *     user agreed to take from this URI
   */
  public static UriRequest from(SipUri uri, Set<String> consented) {
    List<HeaderField> taken = new ArrayList<>();
    List<String> ignored = new ArrayList<>();
    Optional<String> body = Optional.empty();
    String text = uri.headers().orElse("");
    for (String pair : text.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = UriText.decode(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : UriText.decode(pair.substring(equals + 1));
      if (name.isEmpty()) {
        continue;
      }
      String key = Ascii.isToken(name) ? longName(name) : "";
      if (key.equals("body")) {
        body = Optional.of(value);
      } else if (isSafe(value) && allowed(key, consented)) {
        taken.add(new HeaderField(name, value));
      } else {
        ignored.add(name);
      }
    }
    Method method = Method.INVITE;
    String asked = uri.params().value("method");
    if (asked != null && Ascii.isToken(asked)) {
      method = Method.of(asked);
    }
    return new UriRequest(
        uri.forRequestUri(), method, List.copyOf(taken), body, List.copyOf(ignored));
  }

  private static String longName(String name) {
    return Ascii.lower(HeaderName.find(name).map(HeaderName::name).orElse(name));
  }

  private static boolean allowed(String key, Set<String> consented) {
    if (HARMLESS.contains(key)) {
      return true;
    }
    return WITH_CONSENT.contains(key)
        && consented.stream().anyMatch(name -> name.equalsIgnoreCase(key));
  }

  private static boolean isSafe(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7f) {
        return false;
      }
    }
    return true;
  }
}
