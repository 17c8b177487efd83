import { Injectable } from "@angular/core";
import { ErrorTexts } from "../../form/error-texts";

/** The words of errors for an operator. Those for the owner of an account would often be wrong here. */
@Injectable()
export class OperatorErrorTexts extends ErrorTexts {
  protected override readonly places = ["admin.errors", "errors"];
}
