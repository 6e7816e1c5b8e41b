package org.offhook.lab.fuzz;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.offhook.message.CSeq;
import org.offhook.message.Contact;
import org.offhook.message.Features;
import org.offhook.message.HeaderName;
import org.offhook.message.Headers;
import org.offhook.message.MessageLimits;
import org.offhook.message.MessageParser;
import org.offhook.message.Method;
import org.offhook.message.NameAddr;
import org.offhook.message.Parameters;
import org.offhook.message.ParseResult;
import org.offhook.message.SipRequest;
import org.offhook.message.SipUri;
import org.offhook.message.TelUri;
import org.offhook.message.Uri;
import org.offhook.message.UriRequest;
import org.offhook.message.Via;

/** Rows of each typed header field, and URIs. */
final class HeaderTargets {

  private static final String START = "OPTIONS sip:a@b.example SIP/2.0\r\n";

  /** What a message must have, unless the input has it; with the names in lower case. */
  private static final List<String> NEEDED =
      List.of(
          "via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n",
          "from: <sip:c@d.example>;tag=1\r\n",
          "to: <sip:a@b.example>\r\n",
          "call-id: 1\r\n",
          "cseq: 1 OPTIONS\r\n");

  private static final byte[] AFTER = Bytes.of("\r\nContent-Length: 0\r\n\r\n");

  private HeaderTargets() {}

  /** A message with the input as rows, if that is one. */
  static Optional<SipRequest> with(byte[] rows) {
    var first = nameOf(rows);
    var before = new StringBuilder(START);
    for (var row : NEEDED) {
      if (!row.startsWith(first + ":")) {
        before.append(row);
      }
    }
    return MessageParser.parse(Bytes.join(Bytes.of(before.toString()), rows, AFTER))
            instanceof ParseResult.Parsed parsed
        ? Optional.of((SipRequest) parsed.message())
        : Optional.empty();
  }

  /** Each value that was read can be set in another message, and is the same when read there. */
  static void rows(byte[] input) {
    with(input)
        .ifPresent(
            message -> {
              var names = new LinkedHashSet<HeaderName<?>>();
              HeaderName.find(nameOf(input)).ifPresent(names::add);
              for (int i = NEEDED.size(); i < message.headers().size(); i++) {
                HeaderName.find(message.headers().field(i).name()).ifPresent(names::add);
              }
              for (var name : names) {
                typed(name, message.headers());
                message.headers().fault(name);
                message.headers().texts(name.name());
              }
            });
  }

  private static String nameOf(byte[] row) {
    int end = 0;
    while (end < row.length && row[end] != ':' && row[end] != ' ' && end < 40) {
      end++;
    }
    return Bytes.latin(Arrays.copyOf(row, end)).toLowerCase(Locale.ROOT);
  }

  private static <T> void typed(HeaderName<T> name, Headers headers) {
    if (name.equals(HeaderName.CONTENT_LENGTH)) {
      return;
    }
    for (T value : headers.all(name)) {
      Expect.holds(!value.toString().isEmpty() || value instanceof String, "a text");
      var builder = plain();
      try {
        builder.set(name, value);
      } catch (IllegalArgumentException e) {
        continue; // what is tolerated from others need not be sent
      }
      var again = MessageParser.parse(builder.build().toBytes());
      if (again instanceof ParseResult.Parsed parsed) {
        Expect.same(parsed.message().headers().all(name), List.of(value), "written as " + name);
      } else {
        boolean otherMethod = value instanceof CSeq seq && !seq.method().equals(Method.OPTIONS);
        Expect.holds(otherMethod, name + ": " + value + " is refused");
      }
    }
  }

  private static SipRequest.Builder plain() {
    return SipRequest.builder(Method.OPTIONS, SipUri.of("b.example"))
        .set(HeaderName.VIA, Via.parse("SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1"))
        .set(HeaderName.FROM, NameAddr.parse("<sip:c@d.example>;tag=1"))
        .set(HeaderName.TO, NameAddr.parse("<sip:a@b.example>"))
        .set(HeaderName.CALL_ID, "1")
        .set(HeaderName.CSEQ, new CSeq(1, Method.OPTIONS));
  }

  /** A text is a URI or an {@link IllegalArgumentException}; a URI prints what it was read from. */
  static void uri(byte[] input) {
    var text = Bytes.text(input);
    address(text);
    var uri = read(Uri::parse, text);
    if (uri == null) {
      return;
    }
    stable(uri);
    Expect.holds(uri.matches(uri), "a URI that matches itself: " + uri);
    switch (uri) {
      case SipUri sip -> sip(sip);
      case TelUri tel -> {
        stable(tel.toSip("example.com"));
        TelUri.fromSip(tel.toSip("example.com")).ifPresent(HeaderTargets::stable);
        tel.digits();
      }
      default -> {
        // opaque
      }
    }
  }

  private static void stable(Uri uri) {
    var again = Uri.parse(uri.toString());
    Expect.same(again, uri, "a URI that was printed");
    Expect.same(again.toString(), uri.toString(), "a URI printed twice");
    Expect.holds(again.matches(uri) && uri.matches(again), "the same URI: " + uri);
  }

  private static void sip(SipUri uri) {
    stable(uri.forRequestUri());
    stable(uri.forFromAndTo());
    if (uri.params().size() < MessageLimits.DEFAULT.parametersPerValue()) {
      stable(uri.withoutHeaders().with("transport", "tcp"));
    }
    Expect.holds(!uri.host().isEmpty(), "a host");
    TelUri.fromSip(uri).ifPresent(HeaderTargets::stable);
    uri.user().filter(HeaderTargets::isPlain).ifPresent(user -> stable(uri.withUser(user)));
    uri.password();
    var asked = UriRequest.from(uri);
    Expect.holds(!asked.toString().isEmpty(), "a request");
    for (var name : uri.params().names()) {
      uri.params().get(name);
      stable(uri.without(name));
    }
  }

  private static boolean isPlain(String text) {
    return !text.isEmpty() && text.chars().noneMatch(c -> c == '\r' || c == '\n' || c == 0);
  }

  private static void address(String text) {
    var address = read(NameAddr::parse, text);
    if (address != null) {
      Expect.same(NameAddr.parse(address.toString()), address, "an address that was printed");
      address.displayName();
      address.tag();
    }
    var params = read(Parameters::parse, text);
    if (params != null) {
      Expect.same(Parameters.parse(params.toString()), params, "parameters that were printed");
    }
    var contact = read(Contact::parse, text);
    if (contact != null) {
      var features = Features.of(contact);
      features.tags().forEach(features::values);
    }
  }

  /** The value; null if the input is none, of which the exception says what is wrong. */
  static <I, T> @Nullable T read(Function<I, T> reader, I input) {
    try {
      return reader.apply(input);
    } catch (IllegalArgumentException e) {
      Expect.holds(e.getMessage() != null && !e.getMessage().isEmpty(), "what is wrong");
      return null;
    }
  }
}
