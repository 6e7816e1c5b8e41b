package org.offhook;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.offhook.message.Uri;
import org.offhook.ua.Capabilities;
import org.offhook.ua.EventPolicy;
import org.offhook.ua.Guard;
import org.offhook.ua.RedirectPolicy;
import org.offhook.ua.SipsPolicy;
import org.offhook.ua.TakeoverPolicy;

/** Whom and what the endpoint serves. */
record Serving(
    String product,
    Capabilities capabilities,
    Predicate<Uri> users,
    IncomingVerifier.@Nullable Demand authentication,
    RedirectPolicy redirects,
    TakeoverPolicy takeover,
    EventPolicy events,
    SipsPolicy sips,
    Guard guard) {

  static final Serving DEFAULT =
      new Serving(
          "Offhook",
          Capabilities.DEFAULT,
          uri -> true,
          null,
          RedirectPolicy.DEFAULT,
          TakeoverPolicy.DEFAULT,
          EventPolicy.DEFAULT,
          SipsPolicy.ALLOWED,
          Guard.DEFAULT);

  Serving product(String text) {
    return new Serving(
        text, capabilities, users, authentication, redirects, takeover, events, sips, guard);
  }

  Serving capabilities(Capabilities other) {
    return new Serving(
        product, other, users, authentication, redirects, takeover, events, sips, guard);
  }

  Serving users(Predicate<Uri> other) {
    return new Serving(
        product, capabilities, other, authentication, redirects, takeover, events, sips, guard);
  }

  Serving authentication(IncomingVerifier.Demand other) {
    return new Serving(
        product, capabilities, users, other, redirects, takeover, events, sips, guard);
  }

  Serving redirects(RedirectPolicy other) {
    return new Serving(
        product, capabilities, users, authentication, other, takeover, events, sips, guard);
  }

  Serving events(EventPolicy other) {
    return new Serving(
        product, capabilities, users, authentication, redirects, takeover, other, sips, guard);
  }

  Serving sips(SipsPolicy other) {
    return new Serving(
        product, capabilities, users, authentication, redirects, takeover, events, other, guard);
  }

  Serving guard(Guard other) {
    return new Serving(
        product, capabilities, users, authentication, redirects, takeover, events, sips, other);
  }

  Serving takeover(TakeoverPolicy other) {
    return new Serving(
        product, capabilities, users, authentication, redirects, other, events, sips, guard);
  }
}
