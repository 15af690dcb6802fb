import asn1 from 'asn1.js';

const DeviceIdentifier = asn1.define('DeviceIdentifier', function () {
  this.choice({
    dialingNumber: this.implicit(0).ia5str(),
    deviceNumber: this.implicit(1).int(),
    implicitPublic: this.implicit(2).ia5str(),
  });
});

const DeviceId = asn1.define('DeviceID', function () {
  this.seq().obj(this.key('deviceIdentifier').use(DeviceIdentifier));
});

const DeviceChoice = asn1.define('DeviceChoice', function () {
  this.choice({
    deviceIdentifier: this.use(DeviceId),
    notKnown: this.implicit(7)['null_'](),
    restricted: this.implicit(8)['null_'](),
  });
});

const ConnectionId = asn1.define('ConnectionID', function () {
  this.seq().obj(
    this.key('callID').implicit(0).octstr(),
    this.key('deviceID').explicit(1).use(DeviceId),
  );
});

const Security = asn1.define('CSTASecurityData', function () {
  this.seq().obj(
    this.key('messageSequenceNumber').implicit(0).optional().int(),
    this.key('timestamp').optional().gentime(),
  );
});

const Extensions = asn1.define('CSTACommonArguments', function () {
  this.seq().obj(this.key('security').implicit(0).optional().use(Security));
});

/** As many components as the event that is measured has, and no more of the optional ones. */
const Delivered = asn1.define('DeliveredEvent', function () {
  this.seq().obj(
    this.key('connection').explicit(11).use(ConnectionId),
    this.key('alertingDevice').explicit(3).use(DeviceChoice),
    this.key('callingDevice').explicit(1).use(DeviceChoice),
    this.key('calledDevice').explicit(2).use(DeviceChoice),
    this.key('lastRedirectionDevice').explicit(4).use(DeviceChoice),
    this.key('localConnectionInfo').implicit(14).optional().enum({ 2: 'alerting', 3: 'connected' }),
    this.key('correlatorData').implicit(0).optional().octstr(),
    this.key('cause').optional().enum({ 22: 'newCall', 48: 'normalClearing' }),
    this.key('extensions').implicit(30).optional().use(Extensions),
  );
});

const CallControl = asn1.define('CallControlEvents', function () {
  this.choice({ delivered: this.implicit(4).use(Delivered) });
});

const EventReport = asn1.define('EventReportArgument', function () {
  this.seq().obj(
    this.key('crossRefIdentifier').implicit(21).octstr(),
    this.key('callControlEvents').explicit(0).use(CallControl),
  );
});

/**
 * The invocation of an event report in the notation of npm asn1.js. That knows no class of a tag but the
 * context's, which decoding does not look at; what it encodes has another class and the same length.
 */
export const AsnInvoke = asn1.define('Invoke', function () {
  this.implicit(1)
    .seq()
    .obj(
      this.key('invokeId').int(),
      this.key('operation').int(),
      this.key('argument').use(EventReport),
    );
});
