package org.offhook.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.offhook.interop.RegisteredPhones.BaresipUser;
import org.offhook.interop.RegisteredPhones.LinphoneUser;
import org.offhook.interop.RegisteredPhones.OffhookUser;

/** Blind transfer among Offhook, baresip and Linphone, in all six ways to give them the roles. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(120)
class TransferTest {

  @RegisterExtension static final SharedKamailio KAMAILIO = new SharedKamailio();

  @BeforeAll
  static void needs() {
    Debian.kamailio();
    Debian.baresip();
    Debian.linphone();
  }

  @ParameterizedTest
  @EnumSource
  void offhookTransfersBaresipToLinphone(Wire wire) throws Exception {
    try (var offhook = OffhookUser.at(KAMAILIO.get(), wire);
        var baresip = BaresipUser.at(KAMAILIO.get(), wire);
        var linphone = LinphoneUser.at(KAMAILIO.get(), wire)) {
      var call = Phones.established(offhook.endpoint(), baresip.uri());
      call.transfer(linphone.uri()).outcome().awaitOk(Phones.PATIENCE);
      call.ended().await(Phones.PATIENCE);
      linphone.awaitTalkingTo(offhook.endpoint(), baresip.user());
    }
  }

  @ParameterizedTest
  @EnumSource
  void offhookTransfersLinphoneToBaresip(Wire wire) throws Exception {
    try (var offhook = OffhookUser.at(KAMAILIO.get(), wire);
        var baresip = BaresipUser.at(KAMAILIO.get(), wire);
        var linphone = LinphoneUser.at(KAMAILIO.get(), wire)) {
      var call = Phones.established(offhook.endpoint(), linphone.uri());
      call.transfer(baresip.uri()).outcome().awaitOk(Phones.PATIENCE);
      call.ended().await(Phones.PATIENCE);
      linphone.awaitTalkingTo(offhook.endpoint(), baresip.user());
    }
  }

  @ParameterizedTest
  @EnumSource
  void baresipTransfersOffhookToLinphone(Wire wire) throws Exception {
    try (var offhook = OffhookUser.at(KAMAILIO.get(), wire);
        var baresip = BaresipUser.at(KAMAILIO.get(), wire);
        var linphone = LinphoneUser.at(KAMAILIO.get(), wire)) {
      var followed = offhook.follow();
      baresip.call(offhook.uri());
      var call = offhook.nextCall();
      baresip.phone().tell("transfer", linphone.uri());
      var next = Phones.next(followed);
      next.outcome().awaitOk(Phones.PATIENCE);
      linphone.awaitTalkingTo(offhook.endpoint(), offhook.user());
      Phones.awaitHangUp(call);
      Phones.hangUp(next);
    }
  }

  @ParameterizedTest
  @EnumSource
  void linphoneTransfersOffhookToBaresip(Wire wire) throws Exception {
    try (var offhook = OffhookUser.at(KAMAILIO.get(), wire);
        var baresip = BaresipUser.at(KAMAILIO.get(), wire);
        var linphone = LinphoneUser.at(KAMAILIO.get(), wire)) {
      var followed = offhook.follow();
      linphone.phone().tell("call " + offhook.uri());
      var call = offhook.nextCall();
      linphone.phone().tell("transfer " + baresip.uri());
      var next = Phones.next(followed);
      next.outcome().awaitOk(Phones.PATIENCE);
      linphone.phone().tell("terminate");
      Phones.awaitHangUp(call);
      baresip.phone().tell("hangup");
      Phones.awaitHangUp(next);
    }
  }

  @ParameterizedTest
  @EnumSource
  void baresipTransfersLinphoneToOffhook(Wire wire) throws Exception {
    try (var offhook = OffhookUser.at(KAMAILIO.get(), wire);
        var baresip = BaresipUser.at(KAMAILIO.get(), wire);
        var linphone = LinphoneUser.at(KAMAILIO.get(), wire)) {
      baresip.call(linphone.uri());
      baresip.phone().tell("transfer", offhook.uri());
      var call = offhook.nextCall();
      assertThat(call.request().from().uri()).hasToString(linphone.uri());
      linphone.awaitTalkingTo(offhook.endpoint(), offhook.user());
      Phones.hangUp(call);
    }
  }

  @ParameterizedTest
  @EnumSource
  void linphoneTransfersBaresipToOffhook(Wire wire) throws Exception {
    try (var offhook = OffhookUser.at(KAMAILIO.get(), wire);
        var baresip = BaresipUser.at(KAMAILIO.get(), wire);
        var linphone = LinphoneUser.at(KAMAILIO.get(), wire)) {
      linphone.phone().tell("call " + baresip.uri());
      linphone.awaitTalkingTo(offhook.endpoint(), baresip.user());
      linphone.phone().tell("transfer " + offhook.uri());
      var call = offhook.nextCall();
      assertThat(call.request().from().uri()).hasToString(baresip.uri());
      baresip.phone().tell("hangup");
      Phones.awaitHangUp(call);
    }
  }
}
