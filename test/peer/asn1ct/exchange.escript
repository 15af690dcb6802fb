#!/usr/bin/env escript
%% Reads cases from a file, each {Id, Pdu, Module, Type, Octets, Value}: decodes the octets,
%% compares them with the value, encodes the value, and writes "Id ok HEX" or "Id what went wrong".
%% Pdu is bare, or {invoke | returnResult | returnError, InvokeId, Code} around the value.
-mode(compile).

main([Beams, Cases]) ->
    true = code:add_patha(Beams),
    {ok, Terms} = file:consult(Cases),
    lists:foreach(fun answer/1, Terms).

answer({Id, Pdu, Module, Type, Octets, Value}) ->
    Answer =
        try
            case decoded(Pdu, Module, Type, Octets) of
                Value -> ["ok ", binary:encode_hex(encoded(Pdu, Module, Type, Value))];
                Other -> io_lib:format("reads ~0p where ~0p was written", [Other, Value])
            end
        catch
            _:Reason -> io_lib:format("fails: ~0p", [Reason])
        end,
    io:format("~b ~s~n", [Id, Answer]).

decoded(bare, Module, Type, Octets) ->
    {ok, Value} = Module:decode(Type, Octets),
    Value;
decoded({invoke, InvokeId, Code}, Module, Type, Octets) ->
    {ok, {invoke, Invoke}} = 'Rose':decode('Rose', Octets),
    #{invokeId := InvokeId, operation := Code, argument := Argument} = Invoke,
    decoded(bare, Module, Type, Argument);
decoded({returnResult, InvokeId, Code}, Module, Type, Octets) ->
    {ok, {returnResult, ReturnResult}} = 'Rose':decode('Rose', Octets),
    #{invokeId := InvokeId, outcome := #{operation := Code, result := Result}} = ReturnResult,
    decoded(bare, Module, Type, Result);
decoded({returnError, InvokeId, Code}, Module, Type, Octets) ->
    {ok, {returnError, ReturnError}} = 'Rose':decode('Rose', Octets),
    #{invokeId := InvokeId, error := Code, parameter := Parameter} = ReturnError,
    decoded(bare, Module, Type, Parameter).

encoded(bare, Module, Type, Value) ->
    {ok, Octets} = Module:encode(Type, Value),
    iolist_to_binary(Octets);
encoded({Kind, InvokeId, Code}, Module, Type, Value) ->
    Inner = encoded(bare, Module, Type, Value),
    encoded(bare, 'Rose', 'Rose', {Kind, around(Kind, InvokeId, Code, Inner)}).

around(invoke, InvokeId, Code, Inner) ->
    #{invokeId => InvokeId, operation => Code, argument => Inner};
around(returnResult, InvokeId, Code, Inner) ->
    #{invokeId => InvokeId, outcome => #{operation => Code, result => Inner}};
around(returnError, InvokeId, Code, Inner) ->
    #{invokeId => InvokeId, error => Code, parameter => Inner}.
