package org.offhook.ua;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.message.HeaderName;
import org.offhook.message.Multipart;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.SipUri;
import org.offhook.message.TelUri;

/** What a request can do without, or with more of, after a refusal: RFC 3261 §8.1.3.5. */
final class Repairs {

  private static final int MORE_HOPS = 140;

  private Repairs() {}

  /** The repaired request with the same CSeq, or null if nothing helps. */
  static @Nullable SipRequest repair(
      SipRequest request, SipResponse refusal, UaSettings settings, Outgoing out) {
    return switch (refusal.status().code()) {
      case 415 -> inAcceptedType(request, refusal);
      case 416 -> asSipUri(request, settings);
      case 420 -> out.insists() ? null : withoutExtensions(request, refusal);
      case 421 -> withExtensions(request, refusal, settings);
      case 483 -> out.dialog() == null ? null : withMoreHops(request);
      default -> null;
    };
  }

  /** Of several bodies the one that the peer can read. */
  private static @Nullable SipRequest inAcceptedType(SipRequest request, SipResponse refusal) {
    var parts = Multipart.of(request);
    if (parts.isEmpty()) {
      return null;
    }
    for (var type : refusal.headers().all(HeaderName.ACCEPT)) {
      var part = parts.get().find(type);
      if (part.isPresent()) {
        return request.toBuilder()
            .noBody()
            .body(part.get().contentType(), part.get().content())
            .build();
      }
    }
    return null;
  }

  private static @Nullable SipRequest asSipUri(SipRequest request, UaSettings settings) {
    return request.requestUri() instanceof TelUri tel
            && settings.identity().uri() instanceof SipUri own
        ? request.toBuilder().requestUri(tel.toSip(own.host())).build()
        : null;
  }

  private static @Nullable SipRequest withoutExtensions(SipRequest request, SipResponse refusal) {
    var refused = refusal.headers().all(HeaderName.UNSUPPORTED);
    var builder = request.toBuilder();
    boolean less = false;
    for (var name : List.of(HeaderName.REQUIRE, HeaderName.PROXY_REQUIRE)) {
      var before = request.headers().all(name);
      var after =
          before.stream().filter(tag -> refused.stream().noneMatch(tag::equalsIgnoreCase)).toList();
      if (after.size() < before.size()) {
        less = true;
        builder.remove(name);
        if (!after.isEmpty()) {
          builder.setAll(name, after);
        }
      }
    }
    return less ? builder.build() : null;
  }

  private static @Nullable SipRequest withExtensions(
      SipRequest request, SipResponse refusal, UaSettings settings) {
    var asked = refusal.headers().all(HeaderName.REQUIRE);
    var said = new ArrayList<>(request.headers().all(HeaderName.SUPPORTED));
    int before = said.size();
    for (var tag : asked) {
      if (!settings.capabilities().supports(tag)) {
        return null;
      }
      if (said.stream().noneMatch(tag::equalsIgnoreCase)) {
        said.add(tag);
      }
    }
    return said.size() == before
        ? null
        : request.toBuilder().setAll(HeaderName.SUPPORTED, said).build();
  }

  private static @Nullable SipRequest withMoreHops(SipRequest request) {
    return request.maxForwards().orElse(0) >= MORE_HOPS
        ? null
        : request.toBuilder().set(HeaderName.MAX_FORWARDS, MORE_HOPS).build();
  }
}
