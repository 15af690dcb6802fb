/** The protocols whose frames can be read, by the names of the command line, each with what it is. */
export const FRAME_PROTOCOLS: Readonly<Record<string, string>> = {
  csta: 'a PDU of CSTA phase I, II or III (ROSE, ACSE) in BER',
  'csta-xml': 'a document of CSTA XML, with its 8-octet header or without',
  'hipath-v24': 'a frame of the serial line of HiPath 3000',
  'hipath-tcp': 'a frame of HiPath 3000 on TCP: 26, length, PDU',
  'panasonic-tcp': 'a frame of Panasonic KX on TCP: length, PDU',
  smdr: 'a line of a call-record printer',
};
