; Inno Setup's recipe for the Windows installer of what "python dev.py build" made:
;     iscc /DVersion=0.1.0 installer\instalador.iss
; It needs no administrator: everything goes to the user's own folders. Profiles lie elsewhere
; (%LOCALAPPDATA%\BitacoraPuntosDigitales, or the folder "perfil" beside the program), and stay when it is uninstalled.

#ifndef Version
  #error Give the version: iscc /DVersion=0.1.0 installer\instalador.iss
#endif
#define Name "Bitácora Puntos Digitales"
#define Program "Bitacora.exe"

[Setup]
AppId={{3F926891-E4E0-4370-9529-65E9C0861042}
AppName={#Name}
AppVersion={#Version}
AppVerName={#Name} {#Version}
VersionInfoVersion={#Version}
WizardStyle=modern
PrivilegesRequired=lowest
DefaultDirName={autopf}\BitacoraPuntosDigitales
DisableDirPage=auto
DisableProgramGroupPage=yes
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
; The oldest Windows that Qt 6 runs on.
MinVersion=10.0.17763
ChangesAssociations=yes
CloseApplications=yes
RestartApplications=no
SetupIconFile=bitacora.ico
UninstallDisplayIcon={app}\{#Program}
UninstallDisplayName={#Name}
OutputDir=..\dist
OutputBaseFilename=Bitacora-{#Version}-instalador
Compression=lzma2/max
SolidCompression=yes

[Languages]
Name: "es"; MessagesFile: "compiler:Languages\Spanish.isl"

[Tasks]
Name: "desktopicon"; Description: "{cm:CreateDesktopIcon}"; GroupDescription: "{cm:AdditionalIcons}"

[InstallDelete]
; What an older version had and this one has no more.
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "..\dist\Bitacora\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs

[Icons]
Name: "{autoprograms}\{#Name}"; Filename: "{app}\{#Program}"
Name: "{autodesktop}\{#Name}"; Filename: "{app}\{#Program}"; Tasks: desktopicon

[Registry]
; HKA is the user's own part of the registry, as nothing here needs an administrator.
Root: HKA; Subkey: "Software\Classes\.bpd\OpenWithProgids"; ValueType: string; ValueName: "BitacoraPuntosDigitales.bpd"; ValueData: ""; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\BitacoraPuntosDigitales.bpd"; ValueType: string; ValueData: "Consolidado de un Punto Digital"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\BitacoraPuntosDigitales.bpd\DefaultIcon"; ValueType: string; ValueData: "{app}\{#Program},0"
Root: HKA; Subkey: "Software\Classes\BitacoraPuntosDigitales.bpd\shell\open\command"; ValueType: string; ValueData: """{app}\{#Program}"" ""%1"""
Root: HKA; Subkey: "Software\Classes\.acuse\OpenWithProgids"; ValueType: string; ValueName: "BitacoraPuntosDigitales.acuse"; ValueData: ""; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\BitacoraPuntosDigitales.acuse"; ValueType: string; ValueData: "Acuse de la coordinación"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\BitacoraPuntosDigitales.acuse\DefaultIcon"; ValueType: string; ValueData: "{app}\{#Program},0"
Root: HKA; Subkey: "Software\Classes\BitacoraPuntosDigitales.acuse\shell\open\command"; ValueType: string; ValueData: """{app}\{#Program}"" ""%1"""

[Run]
Filename: "{app}\{#Program}"; Description: "{cm:LaunchProgram,{#Name}}"; Flags: nowait postinstall skipifsilent
