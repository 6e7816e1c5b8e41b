package org.offhook.transport;

import java.net.Inet6Address;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.NameAddr;
import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.SipUri;
import org.offhook.net.IpLiteral;

/**
 * Puts the public address in place of this host's own ones into session descriptions that leave
 * (RFC 8866 §5.2, §5.7), where {@link NatPolicy#media} wants that.
 */
final class PublicMedia {

  private static final Pattern ADDRESS =
      Pattern.compile("(?m)^([co]=(?:.* )?IN IP([46]) )([^ /\\r\\n]+)");

  private final Edge edge;

  PublicMedia(Edge edge) {
    this.edge = edge;
  }

  SipRequest in(SipRequest request, Flow flow) {
    var body = changed(request, request.from(), flow);
    return body == null
        ? request
        : request.toBuilder().body(MediaType.APPLICATION_SDP, body).build();
  }

  SipResponse in(SipResponse response, Flow flow) {
    var body = changed(response, response.to(), flow);
    return body == null
        ? response
        : response.toBuilder().body(MediaType.APPLICATION_SDP, body).build();
  }

  /** The changed body; null if there is nothing to change. */
  private byte @Nullable [] changed(SipMessage message, NameAddr account, Flow flow) {
    byte[] body = message.body();
    if (body.length == 0
        || message
            .headers()
            .get(HeaderName.CONTENT_TYPE)
            .filter(MediaType.APPLICATION_SDP::matches)
            .isEmpty()) {
      return null;
    }
    var shown = flow.contact(account.uri() instanceof SipUri aor ? aor.host() : "").host();
    var numeric = IpLiteral.parse(shown);
    if (numeric == null || edge.network().localAddresses().contains(numeric)) {
      return null;
    }
    var family = numeric instanceof Inet6Address ? "6" : "4";
    var text = new String(body, StandardCharsets.ISO_8859_1);
    var changed =
        ADDRESS
            .matcher(text)
            .replaceAll(
                found -> {
                  var own = IpLiteral.parse(found.group(3));
                  boolean local =
                      own != null
                          && family.equals(found.group(2))
                          && edge.network().localAddresses().contains(own);
                  return local
                      ? found.group(1) + IpLiteral.format(numeric)
                      : Matcher.quoteReplacement(found.group());
                });
    return changed.equals(text) ? null : changed.getBytes(StandardCharsets.ISO_8859_1);
  }
}
