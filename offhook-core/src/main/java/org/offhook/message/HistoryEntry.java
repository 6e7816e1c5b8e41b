package org.offhook.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One target that a request was sent to before, or is sent to now: one value of History-Info, RFC
 * 7044 section 5.
 *
 * <p>Example: {@code HistoryEntry.all(call.request()).getFirst().uri()} is whom the caller called.
 *
 * @param address the value as it stands in the message
 */
public record HistoryEntry(NameAddr address) {

  /** The entries of a message in its order; what cannot be read is left out. */
  public static List<HistoryEntry> all(SipMessage message) {
    return message.headers().all(HeaderName.HISTORY_INFO).stream().map(HistoryEntry::new).toList();
  }

  /** The target, without the headers that tell {@link #reasons} and {@link #privacy}. */
  public Uri uri() {
    return address.uri() instanceof SipUri sip ? sip.withoutHeaders() : address.uri();
  }

  /** Its place in the tree of targets, such as {@code 1.2}; empty text where it is not said. */
  public String index() {
    return address.params().get("index").orElse("");
  }

  /** The index of the entry whose Contact made this target. */
  public Optional<String> contactOf() {
    return address.params().get("rc");
  }

  /** The index of the entry that was mapped to another user to make this target. */
  public Optional<String> mappedFrom() {
    return address.params().get("mp");
  }

  /** The index of the entry whose target was kept. */
  public Optional<String> unchangedFrom() {
    return address.params().get("np");
  }

  /** Why the request left this target, as its URI tells (section 10.2); none if it has not. */
  public List<Reason> reasons() {
    return header("Reason").stream().flatMap(text -> Reason.read(text).stream()).toList();
  }

  /** What of it may be shown, as its URI tells (section 10.1). */
  public Optional<Privacy> privacy() {
    return Privacy.read(String.join(";", header("Privacy")));
  }

  /** Why the request came to this target: the {@code cause} of its URI (RFC 4458 section 2). */
  public OptionalInt cause() {
    return address.uri() instanceof SipUri sip ? sip.params().number("cause") : OptionalInt.empty();
  }

  private List<String> header(String name) {
    if (!(address.uri() instanceof SipUri sip)) {
      return List.of();
    }
    var texts = new ArrayList<String>();
    for (var pair : sip.headers().orElse("").split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0 && UriText.decode(pair.substring(0, equals)).equalsIgnoreCase(name)) {
        texts.add(UriText.decode(pair.substring(equals + 1)));
      }
    }
    return texts;
  }

  /** The wire text. */
  @Override
  public String toString() {
    return address.toString();
  }
}
